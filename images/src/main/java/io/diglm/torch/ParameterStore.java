package io.diglm.torch;

import io.diglm.distribution.Seeds;
import io.diglm.model.TensorData;
import io.diglm.model.UnusableFileException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Owns the learned tensors and buffers under dotted names, such as {@code flow.3.net.0.weight}.
 * They outlive scopes and are freed with the store.
 *
 * <p>A model is built by requesting tensors from its store by name. If the store has the name, it
 * returns the tensor. So the same code builds a new model and a model from a file.
 */
public final class ParameterStore implements AutoCloseable {
  private final long seed;
  private final ScalarType type;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<String, Tensor> buffers = new LinkedHashMap<>();
  private Optional<FlatParameters> flat = Optional.empty();
  private Optional<Map<String, TensorData>> saved = Optional.empty();

  /**
   * Makes a store for a saved model. Each requested tensor has the saved shape, whatever the
   * configuration says, and requesting a tensor that was not saved is an error. So building a model
   * takes no more memory than its file. The values are for {@link Weights#load}.
   *
   * @param weights tensors of the model file, by name
   * @param type of all tensors of the store
   * @return the store
   */
  public static ParameterStore ofSaved(Map<String, TensorData> weights, ScalarType type) {
    ParameterStore store = new ParameterStore(0, type);
    store.saved = Optional.of(Map.copyOf(weights));
    return store;
  }

  /**
   * Makes an empty store; {@code type} is that of all its tensors, Float or Double.
   *
   * @param seed of the initial values
   * @param type Float or Double
   */
  public ParameterStore(long seed, ScalarType type) {
    Engine.start();
    this.seed = seed;
    this.type = type;
  }

  /** {@return the floating type of this store's tensors} */
  public ScalarType type() {
    return type;
  }

  /**
   * {@return the random stream from which the initial values of this name are drawn}
   *
   * @param name of a tensor
   */
  public SplittableRandom random(String name) {
    return Seeds.stream(seed, name);
  }

  /**
   * {@return the learned tensor of this name, made by {@code initial} if the store lacks it}
   *
   * @param name dotted, such as {@code flow.0.weight}
   * @param initial makes the initial values
   */
  public Tensor parameter(String name, Supplier<Tensor> initial) {
    return parameters.computeIfAbsent(name, n -> leaf(own(saved(n, initial))));
  }

  /**
   * {@return the buffer of this name: kept and saved like a parameter, but not learned}
   *
   * @param name dotted, such as {@code flow.0.mean}
   * @param initial makes the initial values
   */
  public Tensor buffer(String name, Supplier<Tensor> initial) {
    return buffers.computeIfAbsent(name, n -> own(saved(n, initial)));
  }

  private Supplier<Tensor> saved(String name, Supplier<Tensor> initial) {
    return saved
        .<Supplier<Tensor>>map(
            weights -> {
              TensorData data = weights.get(name);
              if (data == null) {
                throw new UnusableFileException("weights must hold " + name + ", got none");
              }
              return () -> Tensors.zeros(type, data.shape());
            })
        .orElse(initial);
  }

  /** {@return the learned tensors by name, in the order in which they were asked for} */
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /** {@return the buffers by name, in the order in which they were asked for} */
  public Map<String, Tensor> buffers() {
    return Collections.unmodifiableMap(buffers);
  }

  /**
   * Moves the learned tensors into one vector, once, after the model is built.
   *
   * @return the vector and its gradient
   * @throws IllegalStateException if it was done before
   */
  public FlatParameters flatten() {
    if (flat.isPresent()) {
      throw new IllegalStateException("a parameter store must be flattened once, got it again");
    }
    FlatParameters made = FlatParameters.of(this);
    flat = Optional.of(made);
    return made;
  }

  /** {@return the flat vectors of a flattened store} */
  public FlatParameters flat() {
    return flat.orElseThrow(
        () ->
            new IllegalStateException(
                "a parameter store must be flattened before its flat vectors are used"));
  }

  private static Tensor leaf(Tensor tensor) {
    tensor.requires_grad_(true);
    return tensor;
  }

  /** Makes a tensor that outlives its scope. */
  private Tensor own(Supplier<Tensor> initial) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor tensor = initial.get().to(type).contiguous().clone();
      return Tensors.keep(tensor);
    }
  }

  @Override
  public void close() {
    parameters.values().forEach(Tensor::releaseReference);
    buffers.values().forEach(Tensor::releaseReference);
    flat.ifPresent(FlatParameters::close);
    flat = Optional.empty();
    parameters.clear();
    buffers.clear();
  }
}
