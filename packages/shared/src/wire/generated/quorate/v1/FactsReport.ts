// Original file: proto/quorate/v1/control.proto


export interface FactsReport {
  'requestId'?: (string);
  'factsJson'?: (string);
}

export interface FactsReport__Output {
  'requestId': (string);
  'factsJson': (string);
}
