// Original file: proto/quorate/v1/admin.proto


export interface PlanResponse {
  'planJson'?: (string);
  'probesJson'?: (string);
  'savedJson'?: (string);
}

export interface PlanResponse__Output {
  'planJson': (string);
  'probesJson': (string);
  'savedJson': (string);
}
