// Original file: proto/quorate/v1/admin.proto


export interface BootstrapRequest {
  'specText'?: (string);
  'specName'?: (string);
  'operator'?: (string);
  'ignoreChecks'?: (string)[];
  'files'?: ({[key: string]: string});
  'until'?: (string);
  'savedJson'?: (string);
}

export interface BootstrapRequest__Output {
  'specText': (string);
  'specName': (string);
  'operator': (string);
  'ignoreChecks': (string)[];
  'files': ({[key: string]: string});
  'until': (string);
  'savedJson': (string);
}
