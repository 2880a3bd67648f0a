"""What the input and the output `kafka` share: Logstash's options, as librdkafka understands them."""
