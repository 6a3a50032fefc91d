// Original file: proto/quorate/v1/admin.proto


export interface DiagnoseRequest {
  'specText'?: (string);
  'specName'?: (string);
  'files'?: ({[key: string]: string});
  'audit'?: (boolean);
  'ignoreChecks'?: (string)[];
}

export interface DiagnoseRequest__Output {
  'specText': (string);
  'specName': (string);
  'files': ({[key: string]: string});
  'audit': (boolean);
  'ignoreChecks': (string)[];
}
