// Original file: proto/quorate/v1/enrol.proto


export interface RenewResponse {
  'certificatePem'?: (string);
}

export interface RenewResponse__Output {
  'certificatePem': (string);
}
