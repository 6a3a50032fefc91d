// Original file: proto/quorate/v1/admin.proto


export interface RevokeHostResponse {
}

export interface RevokeHostResponse__Output {
}
