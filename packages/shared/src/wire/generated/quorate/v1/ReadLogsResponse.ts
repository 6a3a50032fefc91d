// Original file: proto/quorate/v1/admin.proto


export interface ReadLogsResponse {
  'lines'?: (string)[];
  'cursor'?: (string);
}

export interface ReadLogsResponse__Output {
  'lines': (string)[];
  'cursor': (string);
}
