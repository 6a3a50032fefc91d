import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { EnrolRequest as _quorate_v1_EnrolRequest, EnrolRequest__Output as _quorate_v1_EnrolRequest__Output } from './quorate/v1/EnrolRequest.ts';
import type { EnrolResponse as _quorate_v1_EnrolResponse, EnrolResponse__Output as _quorate_v1_EnrolResponse__Output } from './quorate/v1/EnrolResponse.ts';
import type { EnrolServiceClient as _quorate_v1_EnrolServiceClient, EnrolServiceDefinition as _quorate_v1_EnrolServiceDefinition } from './quorate/v1/EnrolService.ts';
import type { RenewRequest as _quorate_v1_RenewRequest, RenewRequest__Output as _quorate_v1_RenewRequest__Output } from './quorate/v1/RenewRequest.ts';
import type { RenewResponse as _quorate_v1_RenewResponse, RenewResponse__Output as _quorate_v1_RenewResponse__Output } from './quorate/v1/RenewResponse.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  quorate: {
    v1: {
      EnrolRequest: MessageTypeDefinition<_quorate_v1_EnrolRequest, _quorate_v1_EnrolRequest__Output>
      EnrolResponse: MessageTypeDefinition<_quorate_v1_EnrolResponse, _quorate_v1_EnrolResponse__Output>
      EnrolService: SubtypeConstructor<typeof grpc.Client, _quorate_v1_EnrolServiceClient> & { service: _quorate_v1_EnrolServiceDefinition }
      RenewRequest: MessageTypeDefinition<_quorate_v1_RenewRequest, _quorate_v1_RenewRequest__Output>
      RenewResponse: MessageTypeDefinition<_quorate_v1_RenewResponse, _quorate_v1_RenewResponse__Output>
    }
  }
}

