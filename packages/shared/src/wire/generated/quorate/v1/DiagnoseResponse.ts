// Original file: proto/quorate/v1/admin.proto


export interface DiagnoseResponse {
  'checksJson'?: (string);
}

export interface DiagnoseResponse__Output {
  'checksJson': (string);
}
