// Original file: proto/quorate/v1/control.proto


export interface FetchFileRequest {
  'sha256'?: (string);
}

export interface FetchFileRequest__Output {
  'sha256': (string);
}
