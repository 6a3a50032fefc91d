// Original file: proto/quorate/v1/admin.proto


export interface PlanRequest {
  'specText'?: (string);
  'specName'?: (string);
  'probe'?: (boolean);
  'files'?: ({[key: string]: string});
  'resetEtcdData'?: (string);
  'until'?: (string);
}

export interface PlanRequest__Output {
  'specText': (string);
  'specName': (string);
  'probe': (boolean);
  'files': ({[key: string]: string});
  'resetEtcdData': (string);
  'until': (string);
}
