// Original file: proto/quorate/v1/control.proto


export interface RenewalDone {
  'spkiSha256'?: (string);
}

export interface RenewalDone__Output {
  'spkiSha256': (string);
}
