// Original file: proto/quorate/v1/control.proto


export interface FetchFileResponse {
  'chunk'?: (Buffer | Uint8Array | string);
}

export interface FetchFileResponse__Output {
  'chunk': (Buffer);
}
