package io.diglm.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How JSON tells apart the records that implement an interface; the names are for ever. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kinds {
  /** The field that names the kind; it comes first. */
  String field();

  /** The kinds that there are. */
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
