// Original file: proto/quorate/v1/admin.proto


export interface IssueKubeconfigResponse {
  'cluster'?: (string);
  'server'?: (string);
  'caPem'?: (string);
  'certificatePem'?: (string);
  'notAfter'?: (string);
}

export interface IssueKubeconfigResponse__Output {
  'cluster': (string);
  'server': (string);
  'caPem': (string);
  'certificatePem': (string);
  'notAfter': (string);
}
