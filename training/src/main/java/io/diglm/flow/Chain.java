package io.diglm.flow;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Bijections one after another: f = f_K o ... o f_1.
 *
 * @param parts f_1 to f_K, at least one
 */
public record Chain(List<Bijection> parts) implements Bijection {
  /**
   * Keeps the parts in the order in which forward runs them.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Chain {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("parts must be at least one, got none");
    }
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    Mapped mapped = parts.get(0).forward(x, mode);
    for (Bijection part : parts.subList(1, parts.size())) {
      mapped = after(mapped, part.forward(mapped.value(), mode));
    }
    return mapped;
  }

  @Override
  public Mapped inverse(Tensor y) {
    int last = parts.size() - 1;
    Mapped mapped = parts.get(last).inverse(y);
    for (int i = last - 1; i >= 0; i--) {
      mapped = after(mapped, parts.get(i).inverse(mapped.value()));
    }
    return mapped;
  }

  @Override
  public void initialise(Tensor x) {
    Tensor value = x;
    for (Bijection part : parts) {
      part.initialise(value);
      value = part.forward(value, Mode.EVALUATION).value();
    }
  }

  private static Mapped after(Mapped before, Mapped next) {
    return new Mapped(next.value(), before.logDet().add(next.logDet()));
  }
}
