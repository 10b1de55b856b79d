// The JavaScript class `Index`: reads arguments, sends the work to the pool, hands back typed arrays.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "cancellation.h"
#include "labelled_index.h"

namespace likeness {

class IndexObject final : public Napi::ObjectWrap<IndexObject> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new Index(dimension, factory, metric: "ip" | "l2", threads, device: a number, or -1)
  explicit IndexObject(const Napi::CallbackInfo& info);

 private:
  using Work = std::function<void(LabelledIndex&, const Cancellation&)>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  // train(vectors, flag), add(labels, vectors, flag)
  Napi::Value Train(const Napi::CallbackInfo& info);
  Napi::Value Add(const Napi::CallbackInfo& info);
  // search(queries, k, nprobe, efSearch, within, flag), searchRange(queries, radius, nprobe, within, flag)
  Napi::Value Search(const Napi::CallbackInfo& info);
  Napi::Value SearchRange(const Napi::CallbackInfo& info);
  Napi::Value Remove(const Napi::CallbackInfo& info);
  Napi::Value Reconstruct(const Napi::CallbackInfo& info);
  Napi::Value Has(const Napi::CallbackInfo& info);
  Napi::Value Merge(const Napi::CallbackInfo& info);
  Napi::Value LearnFrom(const Napi::CallbackInfo& info);
  Napi::Value Write(const Napi::CallbackInfo& info);
  Napi::Value Read(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);
  Napi::Value Size(const Napi::CallbackInfo& info);
  Napi::Value Trained(const Napi::CallbackInfo& info);
  Napi::Value Bytes(const Napi::CallbackInfo& info);

  static std::shared_ptr<LabelledIndex> OtherAt(const Napi::CallbackInfo& info, size_t at);
  Napi::Value Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settle settle);
  // Tells V8 that memory hangs on this object, for its garbage collector cannot see it.
  void Account(Napi::BasicEnv env);
  void Finalize(Napi::BasicEnv env) override;

  // Null once closed. Running jobs share it, so the memory goes when the last of them is done with it.
  std::shared_ptr<LabelledIndex> index_;
  int64_t accounted_ = 0;
};

}  // namespace likeness
