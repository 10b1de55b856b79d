// The JavaScript class `Index`: reads arguments, sends the work to a worker thread, hands back typed arrays.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "labelled_index.h"

namespace likeness {

class IndexObject final : public Napi::ObjectWrap<IndexObject> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new Index(dimension, factory, metric: "ip" | "l2", threads)
  explicit IndexObject(const Napi::CallbackInfo& info);

 private:
  using Work = std::function<void(LabelledIndex&)>;
  using Settle = std::function<Napi::Value(Napi::Env)>;

  Napi::Value Add(const Napi::CallbackInfo& info);
  Napi::Value Search(const Napi::CallbackInfo& info);
  Napi::Value Remove(const Napi::CallbackInfo& info);
  Napi::Value Write(const Napi::CallbackInfo& info);
  Napi::Value Read(const Napi::CallbackInfo& info);
  void Close(const Napi::CallbackInfo& info);
  Napi::Value Size(const Napi::CallbackInfo& info);
  Napi::Value Dimension(const Napi::CallbackInfo& info);
  Napi::Value Trained(const Napi::CallbackInfo& info);
  Napi::Value Bytes(const Napi::CallbackInfo& info);

  Napi::Value Start(const Napi::CallbackInfo& info, Work work, Settle settle);
  // Tells V8 how much memory hangs on this object, for its garbage collector cannot see it. Node 24 acts on
  // that, yet leaves it out of process.memoryUsage().external.
  void Account(Napi::BasicEnv env);
  void Finalize(Napi::BasicEnv env) override;

  // Null once closed. Running jobs share it, so the memory goes when the last of them is done with it.
  std::shared_ptr<LabelledIndex> index_;
  int dimension_ = 0;
  int threads_ = 1;
  bool trained_ = false;
  int64_t accounted_ = 0;
};

}  // namespace likeness
