#include "scope_object.h"

#include <vector>

#include "arguments.h"
#include "failure.h"
#include "job.h"

namespace likeness {
namespace {

// Or any object could be passed for one.
constexpr napi_type_tag kTag = {0x6c696b656e657373, 0x7363616e73636f70};

}  // namespace

Napi::Function ScopeObject::Define(Napi::Env env) {
  return DefineClass(env, "Scope", {InstanceMethod("close", &ScopeObject::Close)});
}

ScopeObject::ScopeObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ScopeObject>(info) {
  const auto labels = LabelsAt(info, 0, "labels");
  try {
    scope_ = std::make_shared<Scope>(std::vector<int64_t>(labels.begin(), labels.end()));
  } catch (...) {
    throw ToJavaScript(info.Env(), CurrentFailure());
  }
  info.This().As<Napi::Object>().TypeTag(&kTag);
}

std::shared_ptr<Scope> ScopeObject::At(const Napi::CallbackInfo& info, size_t at) {
  if (info[at].IsUndefined()) return nullptr;
  if (!info[at].IsObject() || !info[at].As<Napi::Object>().CheckTypeTag(&kTag)) {
    ThrowBadArgument(info.Env(), "scope must come from scope()");
  }
  const auto scope = Unwrap(info[at].As<Napi::Object>())->scope_;
  if (!scope) throw ToJavaScript(info.Env(), {"closed", "the scope is closed"});
  return scope;
}

void ScopeObject::Close(const Napi::CallbackInfo&) { scope_.reset(); }

}  // namespace likeness
