#include "binary_object.h"

#include <limits>
#include <string>
#include <utility>

#include "arguments.h"
#include "environment.h"
#include "failure.h"
#include "interrupt.h"
#include "job.h"
#include "typed_array.h"

namespace likeness {
namespace {

constexpr int64_t kMostBytes = 8192;
constexpr int64_t kMostThreads = 256;
constexpr int64_t kMostLists = 1 << 20;
constexpr size_t kLongestFactory = 64;

Napi::Value Nothing(Napi::Env env) { return env.Undefined(); }

}  // namespace

Napi::Function BinaryObject::Define(Napi::Env env) {
  return DefineClass(env, "BinaryIndex",
                     {
                         InstanceMethod("train", &BinaryObject::Train),
                         InstanceMethod("add", &BinaryObject::Add),
                         InstanceMethod("search", &BinaryObject::Search),
                         InstanceMethod("remove", &BinaryObject::Remove),
                         InstanceMethod("close", &BinaryObject::Close),
                         InstanceAccessor("size", &BinaryObject::Size, nullptr),
                         InstanceAccessor("trained", &BinaryObject::Trained, nullptr),
                         InstanceAccessor("bytes", &BinaryObject::Bytes, nullptr),
                     });
}

BinaryObject::BinaryObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<BinaryObject>(info) {
  try {
    BinaryOptions options;
    options.bits = static_cast<int>(IntegerAt(info, 0, "bits", 8, kMostBytes * 8));
    if (options.bits % 8 != 0) ThrowBadArgument(info.Env(), "bits must be a multiple of 8");
    options.factory = TextAt(info, 1, "factory", kLongestFactory);
    options.threads = static_cast<int>(IntegerAt(info, 2, "threads", 1, kMostThreads));
    index_ = std::make_shared<BinaryIndex>(options);
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw ToJavaScript(info.Env(), CurrentFailure());
  }
}

Napi::Value BinaryObject::Train(const Napi::CallbackInfo& info) {
  const auto vectors = BytesAt(info, 0, "vectors");
  return Start(
      info, FlagAt(info, 1), [=](BinaryIndex& index, const Cancellation& asked) { index.Train(vectors, asked); },
      Nothing);
}

Napi::Value BinaryObject::Add(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto vectors = BytesAt(info, 1, "vectors");
  return Start(
      info, FlagAt(info, 2),
      [=](BinaryIndex& index, const Cancellation& asked) { index.Add(labels, vectors, asked); }, Nothing);
}

Napi::Value BinaryObject::Search(const Napi::CallbackInfo& info) {
  const auto queries = BytesAt(info, 0, "queries");
  const auto k = static_cast<size_t>(IntegerAt(info, 1, "k", 1, std::numeric_limits<int32_t>::max()));
  const auto nprobe = static_cast<size_t>(IntegerAt(info, 2, "nprobe", 1, kMostLists));
  const auto found = std::make_shared<BinaryNeighbours>();
  return Start(
      info, FlagAt(info, 3),
      [=](BinaryIndex& index, const Cancellation& asked) { *found = index.Search(queries, k, nprobe, asked); },
      [found](Napi::Env env) {
        Napi::Object answer = Napi::Object::New(env);
        answer.Set("distances", ToTypedArray<Napi::Int32Array>(env, std::move(found->distances)));
        answer.Set("labels", ToTypedArray<Napi::BigInt64Array>(env, std::move(found->labels)));
        answer.Set("k", static_cast<double>(found->k));
        return answer;
      });
}

Napi::Value BinaryObject::Remove(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto removed = std::make_shared<size_t>(0);
  return Start(
      info, nullptr, [=](BinaryIndex& index, const Cancellation&) { *removed = index.Remove(labels); },
      [removed](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(*removed)); });
}

void BinaryObject::Close(const Napi::CallbackInfo&) { Environment::Discard(std::exchange(index_, nullptr)); }

Napi::Value BinaryObject::Size(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->size()) : 0);
}

Napi::Value BinaryObject::Trained(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), index_ && index_->trained());
}

Napi::Value BinaryObject::Bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->bytes()) : 0);
}

Napi::Value BinaryObject::Start(const Napi::CallbackInfo& info, const int32_t* flag, Work work, Settle settle) {
  if (!index_) throw ToJavaScript(info.Env(), {"closed", "the index is closed"});
  return Job::Start(
      info, flag,
      [index = index_, work = std::move(work)](const Cancellation& asked) {
        OrCancelled(asked, [&] { work(*index, asked); });
      },
      std::move(settle));
}

void BinaryObject::Finalize(Napi::BasicEnv) { Environment::Discard(std::exchange(index_, nullptr)); }

}  // namespace likeness
