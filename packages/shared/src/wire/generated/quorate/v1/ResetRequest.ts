// Original file: proto/quorate/v1/admin.proto


export interface ResetRequest {
  'specText'?: (string);
  'specName'?: (string);
  'operator'?: (string);
  'files'?: ({[key: string]: string});
  'etcdData'?: (string);
  'confirm'?: (string);
}

export interface ResetRequest__Output {
  'specText': (string);
  'specName': (string);
  'operator': (string);
  'files': ({[key: string]: string});
  'etcdData': (string);
  'confirm': (string);
}
