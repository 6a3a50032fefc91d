// Original file: proto/quorate/v1/enrol.proto


export interface RenewRequest {
  'certificate'?: (Buffer | Uint8Array | string);
  'publicKey'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
  'formerSignature'?: (Buffer | Uint8Array | string);
}

export interface RenewRequest__Output {
  'certificate': (Buffer);
  'publicKey': (Buffer);
  'signature': (Buffer);
  'formerSignature': (Buffer);
}
