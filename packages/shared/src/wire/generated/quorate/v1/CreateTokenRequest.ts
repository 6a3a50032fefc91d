// Original file: proto/quorate/v1/admin.proto


export interface CreateTokenRequest {
  'hostName'?: (string);
  'address'?: (string);
  'ttlSeconds'?: (number);
  'operator'?: (string);
}

export interface CreateTokenRequest__Output {
  'hostName': (string);
  'address': (string);
  'ttlSeconds': (number);
  'operator': (string);
}
