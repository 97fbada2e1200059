// The part of Node-API that addon.c uses. Its ABI is stable by promise, so that an install needs no headers.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct napi_env__ *napi_env;
typedef struct napi_value__ *napi_value;
typedef struct napi_callback_info__ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
typedef int napi_status; // 0 is success

#define NAPI_AUTO_LENGTH ((size_t)-1)
#define NODE_API_VERSION 8
#define NODE_API_EXPORT __attribute__((visibility("default")))

napi_status napi_get_cb_info(napi_env, napi_callback_info, size_t *count, napi_value *arguments, napi_value *self,
                             void **data);
napi_status napi_get_value_double(napi_env, napi_value, double *result);
napi_status napi_get_value_uint32(napi_env, napi_value, uint32_t *result);
napi_status napi_create_double(napi_env, double, napi_value *result);
napi_status napi_create_object(napi_env, napi_value *result);
napi_status napi_create_function(napi_env, const char *name, size_t length, napi_callback, void *data,
                                 napi_value *result);
napi_status napi_set_named_property(napi_env, napi_value object, const char *name, napi_value);
napi_status napi_get_typedarray_info(napi_env, napi_value, int *type, size_t *length, void **data, napi_value *buffer,
                                     size_t *offset);
napi_status napi_throw_type_error(napi_env, const char *code, const char *message);

// Found by name when the addon is loaded.
NODE_API_EXPORT int32_t node_api_module_get_api_version_v1(void);
NODE_API_EXPORT napi_value napi_register_module_v1(napi_env, napi_value exports);
