// Original file: proto/quorate/v1/enrol.proto


export interface EnrolRequest {
  'token'?: (string);
  'hostName'?: (string);
  'publicKey'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
  'factsJson'?: (string);
}

export interface EnrolRequest__Output {
  'token': (string);
  'hostName': (string);
  'publicKey': (Buffer);
  'signature': (Buffer);
  'factsJson': (string);
}
