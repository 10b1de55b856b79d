// What computes here, for an operator.
#pragma once

#include <napi.h>

namespace likeness {

// describe(): { version, compiled, cpu, blas, devices }
Napi::Value Describe(const Napi::CallbackInfo& info);

}  // namespace likeness
