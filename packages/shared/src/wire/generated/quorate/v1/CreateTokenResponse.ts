// Original file: proto/quorate/v1/admin.proto


export interface CreateTokenResponse {
  'token'?: (string);
  'caHash'?: (string);
  'enrolAddress'?: (string);
  'expiresAt'?: (string);
}

export interface CreateTokenResponse__Output {
  'token': (string);
  'caHash': (string);
  'enrolAddress': (string);
  'expiresAt': (string);
}
