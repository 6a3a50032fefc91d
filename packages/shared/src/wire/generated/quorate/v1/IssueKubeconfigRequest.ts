// Original file: proto/quorate/v1/admin.proto


export interface IssueKubeconfigRequest {
  'user'?: (string);
  'publicKey'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
  'ttlSeconds'?: (number);
  'operator'?: (string);
}

export interface IssueKubeconfigRequest__Output {
  'user': (string);
  'publicKey': (Buffer);
  'signature': (Buffer);
  'ttlSeconds': (number);
  'operator': (string);
}
