// Original file: proto/quorate/v1/admin.proto


export interface ResumeRequest {
  'run'?: (string);
  'operator'?: (string);
}

export interface ResumeRequest__Output {
  'run': (string);
  'operator': (string);
}
