// Original file: proto/quorate/v1/control.proto


export interface Failure {
  'code'?: (string);
  'message'?: (string);
  'hint'?: (string);
  'evidence'?: (string)[];
}

export interface Failure__Output {
  'code': (string);
  'message': (string);
  'hint': (string);
  'evidence': (string)[];
}
