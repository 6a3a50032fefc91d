// Original file: proto/quorate/v1/control.proto


export interface Accepted {
}

export interface Accepted__Output {
}
