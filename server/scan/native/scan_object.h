// The JavaScript class `Scan`: reads arguments, sends the work to the pool, hands back typed arrays.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "cancellation.h"
#include "index.h"

namespace likeness {

class ScanObject final : public Napi::ObjectWrap<ScanObject> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new Scan(dimension, codes: "f32" | "f16" | "i8", threads, kernels: a name, or "" for the best)
  explicit ScanObject(const Napi::CallbackInfo& info);

 private:
  using Work = std::function<void(ScanIndex&, const Cancellation&)>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  Napi::Value Add(const Napi::CallbackInfo& info);
  Napi::Value Remove(const Napi::CallbackInfo& info);
  Napi::Value Has(const Napi::CallbackInfo& info);
  Napi::Value Labels(const Napi::CallbackInfo& info);
  Napi::Value Vectors(const Napi::CallbackInfo& info);
  // search(queries, k, scope, flag), atLeast(queries, score, scope, flag)
  Napi::Value Search(const Napi::CallbackInfo& info);
  Napi::Value AtLeast(const Napi::CallbackInfo& info);
  // write(path, about), load(path, mapped, trusted)
  Napi::Value Write(const Napi::CallbackInfo& info);
  Napi::Value Load(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);
  Napi::Value Size(const Napi::CallbackInfo& info);
  Napi::Value Bytes(const Napi::CallbackInfo& info);

  Napi::Value Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settle settle);
  // Tells V8 that memory hangs on this object, for its garbage collector cannot see it.
  void Account(Napi::BasicEnv env);
  void Finalize(Napi::BasicEnv env) override;

  // Null once closed. Running jobs share it, so the memory goes when the last of them is done with it.
  std::shared_ptr<ScanIndex> index_;
  int64_t accounted_ = 0;
};

}  // namespace likeness
