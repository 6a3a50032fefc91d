// Original file: proto/quorate/v1/admin.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { BootstrapRequest as _quorate_v1_BootstrapRequest, BootstrapRequest__Output as _quorate_v1_BootstrapRequest__Output } from '../../quorate/v1/BootstrapRequest.ts';
import type { BootstrapResponse as _quorate_v1_BootstrapResponse, BootstrapResponse__Output as _quorate_v1_BootstrapResponse__Output } from '../../quorate/v1/BootstrapResponse.ts';
import type { CreateTokenRequest as _quorate_v1_CreateTokenRequest, CreateTokenRequest__Output as _quorate_v1_CreateTokenRequest__Output } from '../../quorate/v1/CreateTokenRequest.ts';
import type { CreateTokenResponse as _quorate_v1_CreateTokenResponse, CreateTokenResponse__Output as _quorate_v1_CreateTokenResponse__Output } from '../../quorate/v1/CreateTokenResponse.ts';
import type { GetStatusRequest as _quorate_v1_GetStatusRequest, GetStatusRequest__Output as _quorate_v1_GetStatusRequest__Output } from '../../quorate/v1/GetStatusRequest.ts';
import type { GetStatusResponse as _quorate_v1_GetStatusResponse, GetStatusResponse__Output as _quorate_v1_GetStatusResponse__Output } from '../../quorate/v1/GetStatusResponse.ts';
import type { PlanRequest as _quorate_v1_PlanRequest, PlanRequest__Output as _quorate_v1_PlanRequest__Output } from '../../quorate/v1/PlanRequest.ts';
import type { PlanResponse as _quorate_v1_PlanResponse, PlanResponse__Output as _quorate_v1_PlanResponse__Output } from '../../quorate/v1/PlanResponse.ts';
import type { WatchEventsRequest as _quorate_v1_WatchEventsRequest, WatchEventsRequest__Output as _quorate_v1_WatchEventsRequest__Output } from '../../quorate/v1/WatchEventsRequest.ts';
import type { WatchEventsResponse as _quorate_v1_WatchEventsResponse, WatchEventsResponse__Output as _quorate_v1_WatchEventsResponse__Output } from '../../quorate/v1/WatchEventsResponse.ts';

export interface AdminServiceClient extends grpc.Client {
  Bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  Bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  Bootstrap(argument: _quorate_v1_BootstrapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  Bootstrap(argument: _quorate_v1_BootstrapRequest, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  bootstrap(argument: _quorate_v1_BootstrapRequest, callback: grpc.requestCallback<_quorate_v1_BootstrapResponse__Output>): grpc.ClientUnaryCall;
  
  CreateToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _quorate_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  CreateToken(argument: _quorate_v1_CreateTokenRequest, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  createToken(argument: _quorate_v1_CreateTokenRequest, callback: grpc.requestCallback<_quorate_v1_CreateTokenResponse__Output>): grpc.ClientUnaryCall;
  
  GetStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _quorate_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  GetStatus(argument: _quorate_v1_GetStatusRequest, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  getStatus(argument: _quorate_v1_GetStatusRequest, callback: grpc.requestCallback<_quorate_v1_GetStatusResponse__Output>): grpc.ClientUnaryCall;
  
  Plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _quorate_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  Plan(argument: _quorate_v1_PlanRequest, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  plan(argument: _quorate_v1_PlanRequest, callback: grpc.requestCallback<_quorate_v1_PlanResponse__Output>): grpc.ClientUnaryCall;
  
  WatchEvents(argument: _quorate_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  WatchEvents(argument: _quorate_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  watchEvents(argument: _quorate_v1_WatchEventsRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  watchEvents(argument: _quorate_v1_WatchEventsRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_quorate_v1_WatchEventsResponse__Output>;
  
}

export interface AdminServiceHandlers extends grpc.UntypedServiceImplementation {
  Bootstrap: grpc.handleUnaryCall<_quorate_v1_BootstrapRequest__Output, _quorate_v1_BootstrapResponse>;
  
  CreateToken: grpc.handleUnaryCall<_quorate_v1_CreateTokenRequest__Output, _quorate_v1_CreateTokenResponse>;
  
  GetStatus: grpc.handleUnaryCall<_quorate_v1_GetStatusRequest__Output, _quorate_v1_GetStatusResponse>;
  
  Plan: grpc.handleUnaryCall<_quorate_v1_PlanRequest__Output, _quorate_v1_PlanResponse>;
  
  WatchEvents: grpc.handleServerStreamingCall<_quorate_v1_WatchEventsRequest__Output, _quorate_v1_WatchEventsResponse>;
  
}

export interface AdminServiceDefinition extends grpc.ServiceDefinition {
  Bootstrap: MethodDefinition<_quorate_v1_BootstrapRequest, _quorate_v1_BootstrapResponse, _quorate_v1_BootstrapRequest__Output, _quorate_v1_BootstrapResponse__Output>
  CreateToken: MethodDefinition<_quorate_v1_CreateTokenRequest, _quorate_v1_CreateTokenResponse, _quorate_v1_CreateTokenRequest__Output, _quorate_v1_CreateTokenResponse__Output>
  GetStatus: MethodDefinition<_quorate_v1_GetStatusRequest, _quorate_v1_GetStatusResponse, _quorate_v1_GetStatusRequest__Output, _quorate_v1_GetStatusResponse__Output>
  Plan: MethodDefinition<_quorate_v1_PlanRequest, _quorate_v1_PlanResponse, _quorate_v1_PlanRequest__Output, _quorate_v1_PlanResponse__Output>
  WatchEvents: MethodDefinition<_quorate_v1_WatchEventsRequest, _quorate_v1_WatchEventsResponse, _quorate_v1_WatchEventsRequest__Output, _quorate_v1_WatchEventsResponse__Output>
}
