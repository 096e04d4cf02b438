"""Writes one binary, one structured and one broken record to the events topic, as a producer in Python would."""
import json
import sys
import uuid

from confluent_kafka import Producer

brokers, topic, tenant = sys.argv[1:4]
attributes = {"specversion": "1.0", "source": "/python", "type": "order.created", "tenantkey": tenant}
failures = []


def acknowledged(error, _message):
    if error is not None:
        failures.append(str(error))


producer = Producer({"bootstrap.servers": brokers, "acks": "all", "partitioner": "murmur2_random"})
binary = {f"ce_{name}": value for name, value in attributes.items()}
binary |= {"ce_id": str(uuid.uuid4()), "content-type": "application/json"}
producer.produce(topic, value=b'{ "from": "binary", "n": 1.10 }', headers=binary, on_delivery=acknowledged)
envelope = attributes | {"id": str(uuid.uuid4()), "data": {"from": "structured"}}
structured = {"content-type": "application/cloudevents+json"}
producer.produce(topic, value=json.dumps(envelope).encode(), headers=structured, on_delivery=acknowledged)
producer.produce(topic, value=b"broken", on_delivery=acknowledged)
producer.flush(30)
print("\n".join(failures) if failures else "ok")
