from data_loader import VALUES
from evaluation import score
from the_file_agent_can_edit import FACTOR

print("started with 3 values")
print(f"metric: {score(VALUES) * FACTOR}")
