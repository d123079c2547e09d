# Starts one Kafka node: its number is that in its name. The disk is formatted at the first start, for the same cluster.
set -eu
{
  cat "$SETTINGS"
  echo "node.id=${NODE##*-}"
  echo "advertised.listeners=PLAINTEXT://$NODE.kafka:9092"
} > /tmp/server.properties
"$KAFKA_HOME/bin/kafka-storage.sh" format --ignore-formatted --cluster-id "$CLUSTER_ID" --config /tmp/server.properties
exec "$KAFKA_HOME/bin/kafka-server-start.sh" /tmp/server.properties
