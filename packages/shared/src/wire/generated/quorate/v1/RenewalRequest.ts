// Original file: proto/quorate/v1/control.proto


export interface RenewalRequest {
  'publicKey'?: (Buffer | Uint8Array | string);
  'signature'?: (Buffer | Uint8Array | string);
}

export interface RenewalRequest__Output {
  'publicKey': (Buffer);
  'signature': (Buffer);
}
