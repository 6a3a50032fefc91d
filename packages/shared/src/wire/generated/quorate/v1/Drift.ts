// Original file: proto/quorate/v1/control.proto


export interface Drift {
  'what'?: (string);
  'have'?: (string);
  'want'?: (string);
  'diff'?: (string)[];
}

export interface Drift__Output {
  'what': (string);
  'have': (string);
  'want': (string);
  'diff': (string)[];
}
