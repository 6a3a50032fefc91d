// Original file: proto/quorate/v1/admin.proto


export interface ReadLogsRequest {
  'host'?: (string);
  'unit'?: (string);
  'lines'?: (number);
  'after'?: (string);
}

export interface ReadLogsRequest__Output {
  'host': (string);
  'unit': (string);
  'lines': (number);
  'after': (string);
}
