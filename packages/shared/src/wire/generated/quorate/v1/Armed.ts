// Original file: proto/quorate/v1/control.proto


export interface Armed {
}

export interface Armed__Output {
}
