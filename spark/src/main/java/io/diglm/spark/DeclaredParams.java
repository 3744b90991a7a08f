package io.diglm.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/**
 * Declares parameters of a stage with their checks, and reads them.
 *
 * @param parent the stage, which must already have its uid
 */
record DeclaredParams(Params parent) implements Serializable {
  /** A whole number of at least so much. */
  IntParam whole(String name, String doc, int least) {
    return new IntParam(parent, name, doc, ParamValidators.gtEq(least));
  }

  DoubleParam atLeastZero(String name, String doc) {
    return new DoubleParam(parent, name, doc, ParamValidators.gtEq(0));
  }

  /** A number above 0 and below 1. */
  DoubleParam share(String name, String doc) {
    return new DoubleParam(parent, name, doc, ParamValidators.inRange(0, 1, false, false));
  }

  /** One of some words, which the doc names. */
  Param<String> choice(String name, String doc, String[] words) {
    String all = doc + ": " + String.join(", ", words);
    return new Param<>(parent, name, all, ParamValidators.inArray(words));
  }

  /** One of some constants, which the doc names as words. */
  Param<String> choice(String name, String doc, Enum<?>[] constants) {
    return choice(name, doc, words(constants));
  }

  /** Returns constants as the words of a choice. */
  static String[] words(Enum<?>[] constants) {
    return Arrays.stream(constants).map(DeclaredParams::word).toArray(String[]::new);
  }

  /** Returns a constant as a word. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Returns the constant of a word. */
  static <E extends Enum<E>> E constant(Class<E> type, String word) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
  }

  /** Returns the value that is set, or else the default, if there is either. */
  <T> Optional<T> value(Param<T> param) {
    return parent.isDefined(param) ? Optional.of(parent.getOrDefault(param)) : Optional.empty();
  }

  /** Returns settings changed by the value of a parameter, if it has one. */
  <S, T> S with(Param<T> param, S settings, BiFunction<S, T, S> change) {
    return value(param).map(value -> change.apply(settings, value)).orElse(settings);
  }

  /** Returns settings changed by the constant that a choice names, if it names one. */
  <S, E extends Enum<E>> S with(
      Param<String> param, Class<E> type, S settings, BiFunction<S, E, S> change) {
    return with(param, settings, (old, word) -> change.apply(old, constant(type, word)));
  }
}
