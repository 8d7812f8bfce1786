"""Makes a tokenizer and a small language model of nothing, and has them write."""

import tokenizers
import torch
import transformers

TEXT = ["a model becomes an image", "an image has layers", "a layer has a digest"] * 50

raw = tokenizers.Tokenizer(tokenizers.models.BPE(unk_token="[UNK]"))
raw.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
trainer = tokenizers.trainers.BpeTrainer(vocab_size=120, special_tokens=["[UNK]", "[PAD]"])
raw.train_from_iterator(TEXT, trainer)
tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, unk_token="[UNK]", pad_token="[PAD]")

torch.manual_seed(1)
config = transformers.GPT2Config(vocab_size=len(tokenizer), n_positions=32, n_embd=32, n_layer=2, n_head=2)
model = transformers.GPT2LMHeadModel(config)
written = model.generate(
    **{key: value for key, value in tokenizer("a model", return_tensors="pt").items() if key != "token_type_ids"},
    max_new_tokens=8,
    do_sample=False,
    pad_token_id=tokenizer.pad_token_id,
)
assert written.shape[1] == 10, written.shape
print(f"transformers {transformers.__version__}: wrote {written.shape[1]} tokens")
