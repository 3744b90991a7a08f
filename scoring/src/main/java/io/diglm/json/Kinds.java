package io.diglm.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the records that implement an interface in JSON. The names must never change. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kinds {
  /** The name of the field with the kind, which is the first field. */
  String field();

  /** The kinds. */
  Kind[] value();

  /** A record and its name. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Kind {
    /** The name. */
    String name();

    /** The record. */
    Class<? extends Record> type();
  }
}
