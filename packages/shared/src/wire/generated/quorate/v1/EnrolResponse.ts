// Original file: proto/quorate/v1/enrol.proto


export interface EnrolResponse {
  'certificatePem'?: (string);
  'caPem'?: (string);
  'controlAddress'?: (string);
  'coordinatorUri'?: (string);
}

export interface EnrolResponse__Output {
  'certificatePem': (string);
  'caPem': (string);
  'controlAddress': (string);
  'coordinatorUri': (string);
}
