// Original file: proto/quorate/v1/admin.proto


export interface AbortRequest {
  'run'?: (string);
  'operator'?: (string);
}

export interface AbortRequest__Output {
  'run': (string);
  'operator': (string);
}
