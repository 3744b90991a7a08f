package io.diglm.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the records that implement an interface in JSON. The names must never change. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Kinds {
  /** {@return the name of the field that holds the kind; it is the first field of an object} */
  String field();

  /** {@return the kinds that there are} */
  Kind[] value();

  /** A record and its name. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target({})
  @interface Kind {
    /** {@return the name of the kind in JSON} */
    String name();

    /** {@return the record that holds an object of this kind} */
    Class<? extends Record> type();
  }
}
