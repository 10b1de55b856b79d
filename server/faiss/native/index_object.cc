#include "index_object.h"

#include <climits>
#include <string>
#include <utility>

#include "arguments.h"
#include "failure.h"
#include "job.h"
#include "omp_threads.h"
#include "typed_array.h"

namespace likeness {
namespace {

constexpr int64_t kLargestDimension = 65536;
constexpr int64_t kMostThreads = 256;
constexpr size_t kLongestFactory = 64;
constexpr size_t kLongestPath = 4095;  // PATH_MAX on Linux, less its NUL

faiss::MetricType MetricAt(const Napi::CallbackInfo& info, size_t at) {
  const std::string metric = TextAt(info, at, "metric", 2);
  if (metric == "ip") return faiss::METRIC_INNER_PRODUCT;
  if (metric == "l2") return faiss::METRIC_L2;
  throw CodedError("bad_argument", "metric must be \"ip\" or \"l2\"");
}

Napi::Value Nothing(Napi::Env env) { return env.Undefined(); }

}  // namespace

Napi::Function IndexObject::Define(Napi::Env env) {
  return DefineClass(env, "Index",
                     {
                         InstanceMethod("add", &IndexObject::Add),
                         InstanceMethod("search", &IndexObject::Search),
                         InstanceMethod("remove", &IndexObject::Remove),
                         InstanceMethod("write", &IndexObject::Write),
                         InstanceMethod("read", &IndexObject::Read),
                         InstanceMethod("close", &IndexObject::Close),
                         InstanceAccessor("size", &IndexObject::Size, nullptr),
                         InstanceAccessor("dimension", &IndexObject::Dimension, nullptr),
                         InstanceAccessor("trained", &IndexObject::Trained, nullptr),
                         InstanceAccessor("bytes", &IndexObject::Bytes, nullptr),
                     });
}

IndexObject::IndexObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<IndexObject>(info) {
  try {
    dimension_ = static_cast<int>(IntegerAt(info, 0, "dimension", 1, kLargestDimension));
    const std::string factory = TextAt(info, 1, "factory", kLongestFactory);
    const faiss::MetricType metric = MetricAt(info, 2);
    threads_ = static_cast<int>(IntegerAt(info, 3, "threads", 1, kMostThreads));
    index_ = std::make_shared<LabelledIndex>(dimension_, factory, metric);
    trained_ = index_->trained();
  } catch (const Napi::Error&) {
    throw;
  } catch (...) {
    throw ToJavaScript(info.Env(), CurrentFailure());
  }
  Account(info.Env());
}

Napi::Value IndexObject::Add(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto vectors = FloatsAt(info, 1, "vectors");
  return Start(info, [=](LabelledIndex& index) { index.Add(labels, vectors); }, Nothing);
}

Napi::Value IndexObject::Search(const Napi::CallbackInfo& info) {
  const auto queries = FloatsAt(info, 0, "queries");
  const auto k = static_cast<size_t>(IntegerAt(info, 1, "k", 1, INT_MAX));
  const auto found = std::make_shared<Neighbours>();
  return Start(
      info, [=](LabelledIndex& index) { *found = index.Search(queries, k); },
      [found](Napi::Env env) {
        Napi::Object answer = Napi::Object::New(env);
        answer.Set("scores", ToTypedArray<Napi::Float32Array>(env, std::move(found->scores)));
        answer.Set("labels", ToTypedArray<Napi::BigInt64Array>(env, std::move(found->labels)));
        answer.Set("k", static_cast<double>(found->k));
        return answer;
      });
}

Napi::Value IndexObject::Remove(const Napi::CallbackInfo& info) {
  const auto labels = LabelsAt(info, 0, "labels");
  const auto removed = std::make_shared<size_t>(0);
  return Start(
      info, [=](LabelledIndex& index) { *removed = index.Remove(labels); },
      [removed](Napi::Env env) { return Napi::Number::New(env, static_cast<double>(*removed)); });
}

Napi::Value IndexObject::Write(const Napi::CallbackInfo& info) {
  const std::string path = TextAt(info, 0, "path", kLongestPath);
  return Start(info, [=](LabelledIndex& index) { index.Write(path); }, Nothing);
}

Napi::Value IndexObject::Read(const Napi::CallbackInfo& info) {
  const std::string path = TextAt(info, 0, "path", kLongestPath);
  return Start(info, [=](LabelledIndex& index) { index.Read(path); }, Nothing);
}

void IndexObject::Close(const Napi::CallbackInfo& info) {
  index_.reset();
  Account(info.Env());
}

Napi::Value IndexObject::Size(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->size()) : 0);
}

Napi::Value IndexObject::Dimension(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), dimension_);
}

Napi::Value IndexObject::Trained(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), trained_);
}

Napi::Value IndexObject::Bytes(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), index_ ? static_cast<double>(index_->bytes()) : 0);
}

Napi::Value IndexObject::Start(const Napi::CallbackInfo& info, Work work, Settle settle) {
  if (!index_) throw ToJavaScript(info.Env(), {"closed", "the index is closed"});
  return Job::Start(
      info, nullptr,
      [index = index_, threads = threads_, work = std::move(work)](const Cancellation&) {
        const OmpThreads scope(threads);
        work(*index);
      },
      // The job holds on to this object, so `this` is there.
      [this, settle = std::move(settle)](Napi::Env env) {
        Account(env);
        return settle(env);
      });
}

void IndexObject::Account(Napi::BasicEnv env) {
  const int64_t bytes = index_ ? static_cast<int64_t>(index_->bytes()) : 0;
  Napi::MemoryManagement::AdjustExternalMemory(env, bytes - accounted_);
  accounted_ = bytes;
}

void IndexObject::Finalize(Napi::BasicEnv env) {
  index_.reset();
  Account(env);
}

}  // namespace likeness
