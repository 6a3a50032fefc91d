// Original file: proto/quorate/v1/admin.proto


export interface GetStatusResponse {
  'statusJson'?: (string);
}

export interface GetStatusResponse__Output {
  'statusJson': (string);
}
