// Original file: proto/quorate/v1/control.proto


export interface FactsRequest {
  'requestId'?: (string);
  'watchJson'?: (string);
}

export interface FactsRequest__Output {
  'requestId': (string);
  'watchJson': (string);
}
