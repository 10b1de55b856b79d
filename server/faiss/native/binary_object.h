// The JavaScript class `BinaryIndex`, as IndexObject is `Index`.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "binary_index.h"
#include "cancellation.h"

namespace likeness {

class BinaryObject final : public Napi::ObjectWrap<BinaryObject> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new BinaryIndex(bits, factory, threads)
  explicit BinaryObject(const Napi::CallbackInfo& info);

 private:
  using Work = std::function<void(BinaryIndex&, const Cancellation&)>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  // train(vectors, flag), add(labels, vectors, flag), search(queries, k, nprobe, flag)
  Napi::Value Train(const Napi::CallbackInfo& info);
  Napi::Value Add(const Napi::CallbackInfo& info);
  Napi::Value Search(const Napi::CallbackInfo& info);
  Napi::Value Remove(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);
  Napi::Value Size(const Napi::CallbackInfo& info);
  Napi::Value Trained(const Napi::CallbackInfo& info);
  Napi::Value Bytes(const Napi::CallbackInfo& info);

  Napi::Value Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settle settle);
  void Finalize(Napi::BasicEnv env) override;

  std::shared_ptr<BinaryIndex> index_;
};

}  // namespace likeness
