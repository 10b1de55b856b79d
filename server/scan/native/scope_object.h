// The JavaScript class `Scope`: labels that searches can be limited to.
#pragma once

#include <napi.h>

#include <memory>

#include "scope.h"

namespace likeness {

class ScopeObject final : public Napi::ObjectWrap<ScopeObject> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new Scope(labels), which are copied.
  explicit ScopeObject(const Napi::CallbackInfo& info);

  // Null for undefined. Throws bad_argument for what is no Scope, closed for one that is closed.
  static std::shared_ptr<Scope> At(const Napi::CallbackInfo& info, size_t at);

 private:
  void Close(const Napi::CallbackInfo& info);

  std::shared_ptr<Scope> scope_;  // null once closed; searches under way share it
};

}  // namespace likeness
