// Original file: proto/quorate/v1/control.proto


export interface OutputLines {
  'lines'?: (string)[];
  'dropped'?: (number);
}

export interface OutputLines__Output {
  'lines': (string)[];
  'dropped': (number);
}
