// Original file: proto/quorate/v1/admin.proto


export interface RevokeHostRequest {
  'hostName'?: (string);
  'operator'?: (string);
}

export interface RevokeHostRequest__Output {
  'hostName': (string);
  'operator': (string);
}
